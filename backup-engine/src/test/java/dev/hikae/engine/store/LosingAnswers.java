package dev.hikae.engine.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 client that does what it is asked, but loses the first answer of one kind of call. */
final class LosingAnswers {
    private LosingAnswers() {}

    static S3Client of(S3Client client, String call) {
        AtomicBoolean lost = new AtomicBoolean();
        return (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    if (method.isDefault()
                            && arguments != null
                            && arguments[0] instanceof java.util.function.Consumer) {
                        return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    Object answer;
                    try {
                        answer = method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                    if (method.getName().equals(call) && lost.compareAndSet(false, true)) {
                        throw SdkClientException.create("connection reset");
                    }
                    return answer;
                });
    }
}
