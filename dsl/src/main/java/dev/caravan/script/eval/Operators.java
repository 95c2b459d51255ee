package dev.caravan.script.eval;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the signs between values mean. Everything not listed is refused. */
final class Operators {
    private static final int MAX_BITS = 256;

    private final Fuel fuel;

    Operators(Fuel fuel) {
        this.fuel = fuel;
    }

    Object apply(String sign, Object left, Object right, Spot spot) {
        switch (sign) {
            case "+":
                return plus(left, right, spot);
            case "-":
            case "*":
            case "/":
            case "%":
                return arithmetic(sign, left, right, spot);
            case "==":
            case "===":
                return equal(left, right);
            case "!=":
            case "!==":
                return !equal(left, right);
            case "<":
                return compare(left, right, spot) < 0;
            case "<=":
                return compare(left, right, spot) <= 0;
            case ">":
                return compare(left, right, spot) > 0;
            case ">=":
                return compare(left, right, spot) >= 0;
            case "<=>":
                return compare(left, right, spot);
            case "in":
                return contains(right, left, spot);
            case "!in":
                return !contains(right, left, spot);
            case "<<":
                return append(left, right, spot);
            default:
                throw Fault.at(spot, "'" + sign + "' is not part of the language");
        }
    }

    private Object plus(Object left, Object right, Spot spot) {
        if (left instanceof String) return fuel.text(left + text(right, spot));
        if (left instanceof List && right instanceof List) {
            List<Object> sum = new ArrayList<>((List<?>) left);
            sum.addAll((List<?>) right);
            fuel.elements(sum.size());
            return sum;
        }
        if (left instanceof Map && right instanceof Map) {
            Map<Object, Object> sum = new LinkedHashMap<>((Map<?, ?>) left);
            sum.putAll((Map<?, ?>) right);
            fuel.entries(sum.size());
            return sum;
        }
        return arithmetic("+", left, right, spot);
    }

    private static Object arithmetic(String sign, Object left, Object right, Spot spot) {
        try {
            if (left instanceof Number && right instanceof Number) {
                return numbers(sign, (Number) left, (Number) right, spot);
            }
            boolean plus = sign.equals("+");
            if (plus || sign.equals("-")) {
                if (left instanceof Duration && right instanceof Duration) {
                    return plus ? ((Duration) left).plus((Duration) right) : ((Duration) left).minus((Duration) right);
                }
                int way = plus ? 1 : -1;
                if (left instanceof Bytes && right instanceof Bytes) {
                    return new Bytes(Math.addExact(((Bytes) left).count(), way * ((Bytes) right).count()));
                }
                if (left instanceof Cpu && right instanceof Cpu) {
                    return new Cpu(Math.addExact(((Cpu) left).millis(), way * ((Cpu) right).millis()));
                }
            }
        } catch (ArithmeticException e) {
            throw Fault.at(spot, "the number is too large");
        }
        throw Fault.at(
                spot,
                "'" + sign + "' does not work on " + Values.describe(Values.typeOf(left)) + " and "
                        + Values.describe(Values.typeOf(right)));
    }

    private static Number numbers(String sign, Number left, Number right, Spot spot) {
        boolean whole = isWhole(left) && isWhole(right) && !sign.equals("/");
        BigDecimal a = new BigDecimal(left.toString());
        BigDecimal b = new BigDecimal(right.toString());
        if ((sign.equals("/") || sign.equals("%")) && b.signum() == 0) throw Fault.at(spot, "division by zero");
        BigDecimal result =
                switch (sign) {
                    case "+" -> a.add(b);
                    case "-" -> a.subtract(b);
                    case "*" -> a.multiply(b);
                    case "/" -> a.divide(b, MathContext.DECIMAL64);
                    default -> a.remainder(b);
                };
        if (result.unscaledValue().bitLength() > MAX_BITS || Math.abs(result.scale()) > MAX_BITS)
            throw Fault.at(spot, "the number is too large");
        return whole ? narrow(result.toBigIntegerExact()) : result;
    }

    private static boolean isWhole(Number number) {
        return number instanceof Integer || number instanceof Long || number instanceof BigInteger;
    }

    static Number narrow(BigInteger value) {
        if (value.bitLength() <= 31) return value.intValue();
        if (value.bitLength() <= 63) return value.longValue();
        return value;
    }

    boolean equal(Object left, Object right) {
        fuel.step();
        if (left instanceof Integer && right instanceof Integer) return left.equals(right);
        if (left instanceof Number && right instanceof Number) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) == 0;
        }
        if (left instanceof String && right instanceof String) {
            fuel.search((String) left, "");
            return left.equals(right);
        }
        if (left instanceof List && right instanceof List) {
            List<?> a = (List<?>) left;
            List<?> b = (List<?>) right;
            if (a.size() != b.size()) return false;
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) return false;
            }
            return true;
        }
        if (left instanceof Map && right instanceof Map) {
            Map<?, ?> a = (Map<?, ?>) left;
            Map<?, ?> b = (Map<?, ?>) right;
            return a.size() == b.size()
                    && a.keySet().stream().allMatch(key -> b.containsKey(key) && equal(a.get(key), b.get(key)));
        }
        return isScalar(left) && isScalar(right) && Objects.equals(left, right);
    }

    /** What a map can find: hashing anything deeper costs time that nobody counts. */
    static Object key(Object value, Spot spot) {
        if (isScalar(value)) return value;
        throw Fault.at(spot, Values.describe(Values.typeOf(value)) + " cannot be a key");
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof List) && !(value instanceof Map);
    }

    int compare(Object left, Object right, Spot spot) {
        fuel.step();
        if (left instanceof Integer && right instanceof Integer) return ((Integer) left).compareTo((Integer) right);
        if (left instanceof Number && right instanceof Number) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
        }
        if (left instanceof String && right instanceof String) return ((String) left).compareTo((String) right);
        if (left instanceof Duration && right instanceof Duration) return ((Duration) left).compareTo((Duration) right);
        if (left instanceof Bytes && right instanceof Bytes) {
            return Long.compare(((Bytes) left).count(), ((Bytes) right).count());
        }
        throw Fault.at(
                spot,
                Values.describe(Values.typeOf(left)) + " and " + Values.describe(Values.typeOf(right))
                        + " have no order");
    }

    private boolean contains(Object holder, Object value, Spot spot) {
        if (holder instanceof List) return ((List<?>) holder).stream().anyMatch(each -> equal(each, value));
        if (holder instanceof Map) return ((Map<?, ?>) holder).containsKey(key(value, spot));
        throw Fault.at(spot, "'in' wants a list, was " + Values.describe(Values.typeOf(holder)));
    }

    @SuppressWarnings("unchecked")
    private Object append(Object left, Object right, Spot spot) {
        if (!(left instanceof ArrayList)) throw Fault.at(spot, "'<<' wants a list");
        fuel.elements(1);
        if (((List<Object>) left).size() >= Fuel.MAX_ELEMENTS) fuel.elements(Fuel.MAX_ELEMENTS + 1);
        ((List<Object>) left).add(right);
        return left;
    }

    /** How a value stands in text. */
    String text(Object value, Spot spot) {
        if (value == Values.POISON) throw Fault.silent();
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return fuel.text(value instanceof BigDecimal ? ((BigDecimal) value).toPlainString() : value.toString());
        }
        if (value == null) throw Fault.at(spot, "nothing cannot be put into text");
        throw Fault.at(spot, Values.describe(value.getClass()) + " cannot be put into text");
    }

    /** As Groovy has it: zero, the empty text, the empty list and nothing are false. */
    static boolean truth(Object value) {
        if (value == Values.POISON) throw Fault.silent();
        if (value == null) return false;
        if (value instanceof Boolean) return (Boolean) value;
        if (value instanceof Number) return new BigDecimal(value.toString()).signum() != 0;
        if (value instanceof String) return !((String) value).isEmpty();
        if (value instanceof List) return !((List<?>) value).isEmpty();
        if (value instanceof Map) return !((Map<?, ?>) value).isEmpty();
        return true;
    }
}
